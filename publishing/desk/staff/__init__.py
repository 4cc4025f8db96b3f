"""The people of the desk: accounts, names, and what somebody reads who may not open something."""
