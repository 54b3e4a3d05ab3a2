"""What is drawn on screen with Streamlit; the only place of the package that knows it."""
