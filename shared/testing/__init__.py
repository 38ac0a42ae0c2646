"""What tests of any service may need: fakes, real servers, and a toy service."""
