# Warnings are errors. Contraction is off because double-double arithmetic needs every rounding.
add_library(qbnet_warnings INTERFACE)
target_compile_options(qbnet_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
