"""Spark, through PySpark: tables of its catalogue, or folders of Parquet that the cluster reaches."""

from collections.abc import Mapping

import numpy as np

from mentorlift.files.engines.engine import Answer, Column, checked_table, is_path, translated, unable

LOCAL = "local[2]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.showConsoleProgress": "false",
}
ON_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
}
KINDS = {
    "date": "date",
    "string": "text",
    "double": "number",
    "float": "number",
    "timestamp": "moment",
    "timestamp_ntz": "moment",
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "whole"),
}


class Spark:
    """`connect`: a master such as spark://head:7077 or local[4]; "" for two processors of this machine."""

    name = "spark"

    def __init__(self, connect: str) -> None:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        self.error = PySparkException
        master = connect or LOCAL
        builder = SparkSession.builder.master(master).appName("mentorlift")
        for name, value in (SETTINGS | (ON_THIS_MACHINE if master.startswith("local") else {})).items():
            builder = builder.config(name, value)
        try:
            self.session = builder.getOrCreate()
        except Exception as error:  # whatever Java says when it does not start or the cluster does not answer
            raise unable(self.name, error) from None

    def relation(self, table: str) -> str:
        if not is_path(table):
            return ".".join(f'"{part}"' for part in checked_table(self.name, table).split("."))
        try:
            self.session.read.parquet(table).createOrReplaceTempView("mentorlift_outcomes")
        except self.error as error:
            raise unable(self.name, error) from None
        return "mentorlift_outcomes"

    def columns(self, relation: str) -> dict[str, str]:
        try:
            types = self.session.sql(f"SELECT * FROM {relation.replace(chr(34), '`')} LIMIT 0").dtypes
        except self.error as error:
            raise unable(self.name, error) from None
        return {name: "number" if kind.startswith("decimal") else KINDS.get(kind, "") for name, kind in types}

    def upload(self, name: str, columns: Mapping[str, Column]) -> None:
        import pyarrow

        given = {column: pyarrow.array(values) for column, values in columns.items()}
        self.session.createDataFrame(pyarrow.table(given)).createOrReplaceTempView(name)

    def ask(self, sql: str) -> Answer:
        try:
            table = self.session.sql(translated(sql, self.name)).toArrow()
        except self.error as error:
            raise unable(self.name, error) from None
        return {name: np.asarray(column) for name, column in zip(table.column_names, table.columns, strict=True)}

    def close(self) -> None:
        self.session.stop()
