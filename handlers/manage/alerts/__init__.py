"""What coordinators are told of by itself: at once, or once a day, each thing once; and its end."""
