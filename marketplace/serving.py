"""gunicorn's settings, the same in development and production: `gunicorn -c python:marketplace.serving`.

keepalive 15 s: with the default of 2 s, 500 buyers polling their pay pages were seen to be cut off.
"""

import os

bind = os.environ.get("MARKETPLACE_BIND", "127.0.0.1:5000")
workers = int(os.environ.get("MARKETPLACE_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("MARKETPLACE_THREADS", "8"))
keepalive = 15
timeout = 60
graceful_timeout = 20
# One socket in the home folder would be shared by every installation on this machine.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
wsgi_app = "marketplace.app:create_app()"
