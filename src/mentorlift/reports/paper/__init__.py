"""A page of the product as a PDF: the same words, taken from the page itself, so that the two cannot differ."""
