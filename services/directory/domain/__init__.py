"""What a professional, an organisation and a contact link are, and who may do what to them. Pure."""
