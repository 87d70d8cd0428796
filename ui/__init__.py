"""The Streamlit shell, state and drawing that all pages share."""
