"""The results page: estimates turned into sentences, pictures and tables. Reads only."""
