"""The one blueprint of the tours room."""

from flask import Blueprint

bp = Blueprint("tours", __name__)
