# bin/qbnet; share/qbnet/paper (the drawing script), share/qbnet/examples; share/doc/qbnet.
# The program finds share/qbnet relative to itself, so the installed tree can be moved.
install(TARGETS qbnet RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY src/qbnet/paper/ DESTINATION ${CMAKE_INSTALL_DATADIR}/qbnet/paper
        OPTIONAL FILES_MATCHING PATTERN "*.py")
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DATADIR}/qbnet/examples OPTIONAL
        PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL FILES_MATCHING PATTERN "*.md"
        PATTERN "guide" EXCLUDE PATTERN "images" EXCLUDE)
install(FILES README.md CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright OPTIONAL)

# The Python package is installed by cmake/Python.cmake.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME qbnet)
set(CPACK_PACKAGE_VENDOR "The qbnet authors")
set(CPACK_PACKAGE_CONTACT "The qbnet authors <qbnet@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Simulates networks of bosonic quantum batteries: complex couplings, losses,
shared baths and drives. Steady states, charging in time, maximal power and
gains over reciprocal networks, each number with a statement of how far it
may be trusted. Reproduces and judges a paper on nonreciprocal charging.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The numbers of the program need none of these; pictures and `import qbnet` do.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3 (>= 3.11), python3-numpy, python3-matplotlib")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-h5py, python3-xarray, python3-qutip")
include(CPack)
