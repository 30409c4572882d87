"""What is kept about people: how long, until it goes by itself; and what everybody gets of what is held on them."""
