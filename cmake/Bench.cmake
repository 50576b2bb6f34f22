# The benchmarks, and beside them the peers they are compared with: Eigen's LU, LAPACK (both come
# with packages the program needs anyway) and SuiteSparse KLU (never UMFPACK, which is GPL).
find_package(benchmark 1.7 REQUIRED)
find_package(LAPACK REQUIRED)
find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse REQUIRED)
add_library(qbnet_peers INTERFACE)
target_link_libraries(qbnet_peers INTERFACE LAPACK::LAPACK)
target_include_directories(qbnet_peers SYSTEM INTERFACE ${KLU_INCLUDE_DIR})
foreach(part klu btf amd colamd suitesparseconfig)
  find_library(KLU_${part}_LIBRARY ${part} REQUIRED)
  target_link_libraries(qbnet_peers INTERFACE ${KLU_${part}_LIBRARY})
endforeach()

file(GLOB QBNET_PEER_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*.cpp)
if(QBNET_BENCH_SOURCES OR QBNET_PEER_SOURCES)
  add_executable(qbnet_bench ${QBNET_BENCH_SOURCES} ${QBNET_PEER_SOURCES})
  target_include_directories(qbnet_bench PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(qbnet_bench PRIVATE
    qbnet_core qbnet_warnings qbnet_peers benchmark::benchmark)
  set_target_properties(qbnet_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
endif()

# Sweeps and disorder, for bench/sweeps.py to set beside their peers in Python.
add_executable(qbnet_bench_sweeps ${PROJECT_SOURCE_DIR}/bench/sweeps/main.cpp)
target_link_libraries(qbnet_bench_sweeps PRIVATE qbnet_core qbnet_warnings)
set_target_properties(qbnet_bench_sweeps PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
