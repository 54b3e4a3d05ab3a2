"""The server behind ``carto-ess serve``: Streamlit as an ASGI application, under uvicorn."""
