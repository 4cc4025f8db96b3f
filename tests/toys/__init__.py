"""A kind of page and a block that the product does not have, added as docs/how-to-add.md says."""
