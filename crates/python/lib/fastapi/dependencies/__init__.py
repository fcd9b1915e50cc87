"""What an endpoint asks for, and how it gets it."""
