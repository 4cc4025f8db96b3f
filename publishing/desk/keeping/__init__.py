"""Nothing is lost: what was typed and not saved is kept, offered back, and put together with what others wrote."""
