from_parts = True
