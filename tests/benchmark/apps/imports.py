"""Starts what our first page starts, and shows nothing: the yardstick of our own start."""

import email_validator  # noqa: F401
import folium  # noqa: F401
import jinja2  # noqa: F401
import phonenumbers  # noqa: F401
import streamlit as st
import streamlit_folium  # noqa: F401
import xstatic.pkg.leaflet  # noqa: F401

st.write("Rien.")
