"""What is wrong or worth a look in a text, in people's words: the checklist beside the form."""
