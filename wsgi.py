"""What a production server runs."""

from compliance.app import create_app

app = create_app()
