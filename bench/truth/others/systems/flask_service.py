"""A Flask service with planted faults: flask_service.py PORT DIR [word=value ...].

Words: every=N (every Nth order is refused with 500), slow=MS, memory=1 (orders are kept in memory only), open=1 (no tenant
is kept from another's orders). Without words it is healthy: each order is synced to disk before it is acknowledged.
"""
import json
import os
import sys
import time

from flask import Flask, request

port, folder = int(sys.argv[1]), sys.argv[2]
words = dict(word.split("=") for word in sys.argv[3:])
path = os.path.join(folder, "orders.ndjson")
orders = {}
count = 0
if os.path.exists(path) and "memory" not in words:
    with open(path) as lines:
        orders.update(json.loads(line) for line in lines)
app = Flask(__name__)


@app.get("/health")
def health():
    return "ok"


@app.put("/orders/<who>/<name>")
def put(who, name):
    global count
    count += 1
    if "every" in words and count % int(words["every"]) == 0:
        return "no", 500
    time.sleep(int(words.get("slow", 0)) / 1000)
    key, value = f"{who}/{name}", request.get_data(as_text=True)
    if "memory" not in words:
        with open(path, "a") as lines:
            lines.write(json.dumps([key, value]) + "\n")
            lines.flush()
            os.fsync(lines.fileno())
    orders[key] = value
    return "", 201


@app.get("/orders/<who>/<name>")
def get(who, name):
    if request.headers.get("who", who) != who and "open" not in words:
        return "no", 403
    value = orders.get(f"{who}/{name}")
    return ("", 404) if value is None else value


app.run(host="127.0.0.1", port=port, threaded=True)
