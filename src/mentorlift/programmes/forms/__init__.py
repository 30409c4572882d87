"""What people fill in; each form gives the plain values its service takes."""
