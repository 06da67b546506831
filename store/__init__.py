"""What is kept: decisions and all that is needed to replay them, through SQLAlchemy."""
