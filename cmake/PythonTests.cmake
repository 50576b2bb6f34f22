# One test for each file of the Python package: python/tests/test_*.py, by Debian's interpreter.
file(GLOB QBNET_PYTHON_TESTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/tests/test_*.py)
foreach(file ${QBNET_PYTHON_TESTS})
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME python.${name} COMMAND ${Python_EXECUTABLE} -m pytest -q -rs -p no:cacheprovider ${file})
  # 5: all of it was skipped, because an optional package is missing.
  set_tests_properties(python.${name} PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 5
    ENVIRONMENT "PYTHONPATH=${PROJECT_BINARY_DIR}/python;PYTHONDONTWRITEBYTECODE=1;MPLBACKEND=Agg;QBNET_PROGRAM=$<TARGET_FILE:qbnet>;QBNET_BUILD=${PROJECT_BINARY_DIR}")
endforeach()
