# Nine verbs. `just` lists them.

_default:
    @just --list

# Run a scenario: `just run city_day --replications 2`
run scenario="city_day" *options:
    orderlab run {{ scenario }} {{ options }}

# Run the tests, or some: `just test tests/solvers`
test *options:
    pytest {{ options }}

# Lint, format, types and floors; changes files where it can
lint:
    ruff check --fix .
    ruff format .
    mypy
    lint-imports

# Time the kernels and the model
bench *options:
    pytest benchmarks --benchmark-only {{ options }}

# Is the working tree worse than a commit? `just gate main`
gate base="main" *options:
    python benchmarks/gate.py {{ base }} . --quick {{ options }}

# Run every command and notebook the documents show
docs:
    pytest tests/docs

# Pages of the public interface from its docstrings, in a folder of this version
api:
    pdoc --docformat numpy --output-directory "build/api/$(python -c 'from importlib.metadata import version as v; print(v("orderlab"))')" scenarios solvers sim

# Write requirements-dev.txt anew: every package of development in its newest version, with hashes (needs uv)
lock:
    uv pip compile pyproject.toml --extra test --extra dev --universal --python-version 3.11 --upgrade \
        --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "just lock" \
        --quiet --output-file requirements-dev.txt

# Remove what builds and runs leave behind
clean:
    rm -rf .gate build dist runs .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
    find . -name __pycache__ -type d -prune -exec rm -rf {} +
