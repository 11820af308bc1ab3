"""What is of the whole neighbourhood and of no one room, for those who change it."""
