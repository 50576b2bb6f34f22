#!/usr/bin/python3
"""Tests of the table: which goals count as met. Run it alone; it measures nothing."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import run_peers  # noqa: E402
import sweeps  # noqa: E402


def results_of(*lines):
    results = sweeps.Results()
    for work, peer, ns, *error in lines:
        line = {"work": work, "peer": peer, "ns": ns, "unit": "ns a point", "points": 1}
        results.add(json.dumps({**line, "error": error[0] if error else 0.0}), "here:1")
    return results


def verdict(name, *lines):
    work = next(work for work in sweeps.WORKS if work.name == name)
    return sweeps.verdict(work, results_of(*((name, *line) for line in lines)))


class Verdict(unittest.TestCase):
    def test_nothing_is_met_unmeasured(self):
        self.assertEqual(verdict("map-1000"), "not measured")
        self.assertEqual(
            verdict("map-1000", ("qbnet", 1.0)), "not measured: np.linalg.solve, batched"
        )

    def test_time_and_ratio_must_both_hold(self):
        solve = "np.linalg.solve, batched"
        self.assertEqual(verdict("map-1000", ("qbnet", 3.0), (solve, 420.0)), "met")
        self.assertEqual(
            verdict("map-1000", ("qbnet", 3.0), (solve, 417.0)), "missed: 139 x < 140 x"
        )
        self.assertEqual(
            verdict("map-1000", ("qbnet", 3.1), (solve, 900.0)), "missed: 3.1 ns > 3 ns"
        )
        self.assertEqual(verdict("map-1000", ("qbnet", 1.5), (solve, 900.0)), "met, beyond")

    def test_every_ratio_counts(self):
        solve, hand = "np.linalg.solve, batched", "numpy, elimination by hand"
        lines = ("qbnet", 200.0), (solve, 9000.0)
        self.assertEqual(verdict("disorder-10", *lines, (hand, 1000.0)), "met")
        self.assertEqual(verdict("disorder-10", *lines, (hand, 980.0)), "missed: 4.9 x < 5 x")

    def test_two_threads_are_set_against_one(self):
        one = "qbnet, one thread"
        cases = {17.0: "missed: 1.7 x < 1.8 x", 19.0: "met", 19.5: "met, beyond"}
        for ns, expected in cases.items():
            with self.subTest(ns=ns):
                self.assertEqual(verdict("two-threads", ("qbnet", 10.0), (one, ns)), expected)

    def test_a_goal_beyond_without_a_number_is_never_claimed(self):
        peer = "np.linalg.solve, batched, and np.save"
        self.assertEqual(verdict("whole-process-1e7", ("qbnet", 1.0), (peer, 900.0)), "met")

    def test_wrong_numbers_meet_nothing(self):
        solve = "np.linalg.solve, batched"
        for error in (1e-9, float("nan")):
            with self.subTest(error=error):
                found = verdict("map-1000", ("qbnet", 1.0, error), (solve, 900.0))
                self.assertTrue(found.startswith("wrong"), found)


class Reading(unittest.TestCase):
    def test_several_lines_of_a_peer_give_their_median(self):
        lines = [("map-1000", "qbnet", ns) for ns in (5.0, 1.0, 2.0)]
        self.assertEqual(results_of(*lines).by["map-1000"]["qbnet"].ns, 2.0)

    def test_other_text_is_passed_over(self):
        results = sweeps.Results()
        results.read(["Running benchmarks\n", '{"about": "numpy"}\n', "\n"], "here")
        self.assertEqual(results.about, ["numpy"])

    def test_refusals_name_the_place(self):
        for line in (
            '{"work": "map-1000"}',
            '{"work": ',
            '{"work":"map-9","peer":"qbnet","ns":1,"unit":"ns","points":1,"error":0}',
            '{"work":"map-1000","peer":"qbnet","ns":0,"unit":"ns","points":1,"error":0}',
        ):
            with self.subTest(line=line), self.assertRaises(sweeps.Refused) as caught:
                sweeps.Results().read(["text", line], "here")
            self.assertTrue(str(caught.exception).startswith("here:2: "))


class Table(unittest.TestCase):
    def test_holds_every_work_of_the_issue(self):
        rows = sweeps.goals_table(sweeps.Results()).splitlines()
        self.assertEqual(len(rows), 2 + 10)
        self.assertEqual(len({len(row) for row in rows}), 1)

    def test_every_peer_of_a_goal_is_measured(self):
        measured = {(peer.work, peer.name) for peer in run_peers.all_peers(whole=False)}
        for work in sweeps.WORKS:
            for ratio in work.ratios:
                if not ratio.peer.startswith(sweeps.SELF):
                    self.assertIn((work.name, ratio.peer), measured)

    def test_times_have_readable_units(self):
        cases = {
            0.31: "0.31 ns",
            827.4: "827 ns",
            5273.0: "5273 ns",
            25e3: "25 us",
            999e3: "999 us",
            1.2e6: "1.2 ms",
            3e10: "30 s",
        }
        self.assertEqual({ns: sweeps.time_text(ns) for ns in cases}, cases)


if __name__ == "__main__":
    unittest.main()
