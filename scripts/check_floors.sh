#!/bin/sh
# A file in src/qbnet/<floor>/ includes only from its own or lower floors; rooms on one floor do not
# include each other. Prints each breach as FILE:LINE; exits 1 if there is one.
set -eu
cd -- "$(dirname -- "$0")/.."
find src/qbnet -name '*.cpp' -o -name '*.hpp' | sort | tr '\n' '\0' | xargs -0 awk '
  BEGIN {
    split("base=1 network=2 theory=2 resolvent=3 solve=4 measure=5 study=6 files=7 paper=8 cli=9 python=10",
          list, " ")
    for (i in list) { split(list[i], pair, "="); floor[pair[1]] = pair[2] + 0 }
  }
  FNR == 1 {
    split(FILENAME, path, "/")
    room = path[3]
    if (!(room in floor)) { print FILENAME ":1: the room " room " has no floor"; breaches++ }
  }
  /^[ \t]*#[ \t]*include[ \t]*[<"]qbnet\// {
    split($0, word, /[<">]/)
    split(word[2], path, "/")
    other = path[2]
    if (!(other in floor)) {
      print FILENAME ":" FNR ": the room " other " has no floor"; breaches++
    } else if (other != room && floor[other] >= floor[room]) {
      print FILENAME ":" FNR ": " room " (floor " floor[room] ") must include only from below, but " \
            "includes " word[2] " (floor " floor[other] ")"
      breaches++
    }
  }
  /^[ \t]*#[ \t]*include[ \t]*"/ && !/"(qbnet|tests|bench)\// {
    print FILENAME ":" FNR ": includes must be written as qbnet/room/file.hpp"; breaches++
  }
  END { exit breaches > 0 }
'
