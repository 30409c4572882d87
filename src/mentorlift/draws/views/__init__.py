"""Pages of the draw: for those who run it, for everybody on a list, and for anybody who has the link."""
