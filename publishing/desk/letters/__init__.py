"""What leaves the desk by mail or as a link: to whom, and with which words."""
