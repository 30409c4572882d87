"""Who may enter: accounts by invitation, sign-in, granted roles."""
