"""The end of a programme: what is still open, thanks and the result to everybody, and the page of what came out."""
