"""The dashboards as code: `python -m boards` writes them to dashboards/."""
