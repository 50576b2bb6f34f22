"""The library of the Python package is built by CMake, as for every other use of qbnet."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent


class CMakeBuild(build_ext):
    def build_extension(self, ext):
        target = Path(self.get_ext_fullpath(ext.name)).resolve()
        build = ROOT / "build" / "pip"
        configure = ["cmake", "-S", str(ROOT), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release", "-DQBNET_TESTS=OFF",
                     "-DQBNET_WERROR=OFF", "-DQBNET_PYTHON=ON", f"-DPython_EXECUTABLE={sys.executable}",
                     *shlex.split(os.environ.get("CMAKE_ARGS", ""))]
        if shutil.which("ninja"):
            configure += ["-G", "Ninja"]
        subprocess.run(configure, check=True)
        jobs = os.environ.get("QBNET_JOBS", str(len(os.sched_getaffinity(0))))
        subprocess.run(["cmake", "--build", str(build), "--target", "qbnet_python", "-j", jobs], check=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(next((build / "python/qbnet").glob("_core.*.so")), target)


version = re.search(r"project\(qbnet VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
setup(version=version, ext_modules=[Extension("qbnet._core", sources=[])], cmdclass={"build_ext": CMakeBuild})
