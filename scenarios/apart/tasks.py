"""What workers for the code of others can be asked: the name of a task -> the function that does it, plain data out."""

TASKS = {
    "look": "scenarios.apart.looking:look",
    "warm": "scenarios.apart.solving:warmed",
    "incumbents": "scenarios.apart.solving:incumbents",
    "solve": "scenarios.apart.solving:solve",
    "measure": "scenarios.apart.solving:measure",
    "conformance": "scenarios.apart.solving:conformance",
    "cell": "scenarios.apart.cells:cell",
    "begin": "scenarios.apart.cells:refused_by_us",
    "files": "scenarios.apart.cells:files_told",
    "export": "scenarios.apart.cells:export_told",
}
