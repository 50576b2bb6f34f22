# The Python package: build/<preset>/python/qbnet, its Python files links to python/qbnet.
file(GLOB QBNET_PYTHON_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/qbnet/python/*.cpp)
pybind11_add_module(qbnet_python MODULE NO_EXTRAS ${QBNET_PYTHON_SOURCES})
target_link_libraries(qbnet_python PRIVATE qbnet_core qbnet_warnings)
set(QBNET_PYTHON_PACKAGE ${PROJECT_BINARY_DIR}/python/qbnet)
set_target_properties(qbnet_python PROPERTIES
  OUTPUT_NAME _core LIBRARY_OUTPUT_DIRECTORY ${QBNET_PYTHON_PACKAGE})
# What pybind11's headers do is not ours to warn of.
target_compile_options(qbnet_python PRIVATE -Wno-pedantic -Wno-shadow)
file(GLOB QBNET_PYTHON_FILES CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/python/qbnet
     ${PROJECT_SOURCE_DIR}/python/qbnet/*.py ${PROJECT_SOURCE_DIR}/python/qbnet/*.pyi
     ${PROJECT_SOURCE_DIR}/python/qbnet/py.typed)
file(MAKE_DIRECTORY ${QBNET_PYTHON_PACKAGE})
# Links to files that are gone would still be found by Python.
file(GLOB QBNET_PYTHON_LINKS ${QBNET_PYTHON_PACKAGE}/*.py)
if(QBNET_PYTHON_LINKS)
  file(REMOVE ${QBNET_PYTHON_LINKS})
endif()
foreach(name ${QBNET_PYTHON_FILES})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/python/qbnet/${name} ${QBNET_PYTHON_PACKAGE}/${name} SYMBOLIC)
endforeach()

# Where Debian's Python looks; a wheel puts the package at its root.
set(QBNET_PYTHON_DIR lib/python3/dist-packages CACHE STRING "Where the Python package is installed")
install(TARGETS qbnet_python LIBRARY DESTINATION ${QBNET_PYTHON_DIR}/qbnet COMPONENT python)
install(DIRECTORY python/qbnet/ DESTINATION ${QBNET_PYTHON_DIR}/qbnet COMPONENT python
        FILES_MATCHING PATTERN "*.py" PATTERN "*.pyi" PATTERN "py.typed" PATTERN "__pycache__" EXCLUDE)
