# Each library and why it is here: docs/architecture.md.
find_package(Eigen3 3.4 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(Threads REQUIRED)
find_package(HDF5 1.10 REQUIRED COMPONENTS C HL)
find_package(SQLite3 3.40 REQUIRED)
find_path(HWY_INCLUDE_DIR hwy/highway.h REQUIRED)
find_library(HWY_LIBRARY hwy REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
find_path(CAMD_INCLUDE_DIR camd.h PATH_SUFFIXES suitesparse REQUIRED)
find_library(CAMD_LIBRARY camd REQUIRED)
find_library(ARB_LIBRARY NAMES flint-arb arb REQUIRED)
find_library(FLINT_LIBRARY flint REQUIRED)
find_library(GMP_LIBRARY gmp REQUIRED)

add_library(qbnet_dependencies INTERFACE)
target_include_directories(qbnet_dependencies SYSTEM INTERFACE
  ${CAMD_INCLUDE_DIR} ${HDF5_INCLUDE_DIRS} ${HWY_INCLUDE_DIR} ${XXHASH_INCLUDE_DIR})
target_link_libraries(qbnet_dependencies INTERFACE
  Eigen3::Eigen fmt::fmt CLI11::CLI11 nlohmann_json::nlohmann_json tomlplusplus::tomlplusplus
  Boost::headers Threads::Threads SQLite::SQLite3 ${CAMD_LIBRARY} ${ARB_LIBRARY} ${FLINT_LIBRARY} ${GMP_LIBRARY}
  ${HDF5_C_HL_LIBRARIES} ${HDF5_C_LIBRARIES} ${HWY_LIBRARY} ${XXHASH_LIBRARY})
# Double-double arithmetic needs every single rounding: no contraction to fused multiply-add.
target_compile_options(qbnet_dependencies INTERFACE -ffp-contract=off)
