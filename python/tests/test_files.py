"""Results in HDF5 files and as xarray datasets."""

import concurrent.futures

import numpy as np
import pytest

import qbnet

from test_threads import all_answers


def test_every_result_comes_back_from_its_file(cascade, tmp_path):
    pytest.importorskip("h5py", reason="h5py is missing: results are not saved and loaded")
    answers = [*all_answers(cascade), qbnet.steady(cascade, certify=True),
               qbnet.steady(cascade.set(gamma=0.2), modes=["b4", "c"])]
    for k, answer in enumerate(answers):
        path = tmp_path / f"{k}.h5"
        answer.save(path)
        again = qbnet.load_result(path)
        assert type(again) is type(answer)
        assert again == answer, answer
        assert again.__dict__.keys() == answer.__dict__.keys()
        for key, value in answer.__dict__.items():
            if isinstance(value, np.ndarray):
                assert again.__dict__[key].dtype == value.dtype
    assert not list(tmp_path.glob("*unfinished*"))
    # What is loaded is the network, too.
    assert qbnet.loads(again.network).names == cascade.names


def test_two_results_that_differ_differ(cascade):
    one, other = qbnet.steady(cascade), qbnet.steady(cascade.set(gamma=0.2))
    assert one == qbnet.steady(cascade) and one != other and one != qbnet.power(cascade)
    moved = qbnet.steady(cascade)
    moved.energies[3] = np.nextafter(moved.energies[3], 1)
    assert moved != one


def test_columns_are_plain_hdf5(cascade, tmp_path):
    h5py = pytest.importorskip("h5py")
    state = qbnet.steady(cascade)
    state.save(tmp_path / "s.h5")
    with h5py.File(tmp_path / "s.h5") as file:
        assert (file["amplitudes"][()] == state.amplitudes).all() and file["amplitudes"].dtype == complex
        assert file["names"].asstr()[1] == "b1" and file.attrs["result"] == "Steady"


def test_what_cannot_be_read_or_written(cascade, tmp_path):
    h5py = pytest.importorskip("h5py")
    with pytest.raises(qbnet.FileError, match="none.h5"):
        qbnet.load_result(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no")
    with pytest.raises(qbnet.FileError):
        qbnet.load_result(tmp_path / "text.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = 1
    with pytest.raises(qbnet.BadInput, match="must hold a result"):
        qbnet.load_result(tmp_path / "other.h5")
    with pytest.raises(qbnet.FileError, match="writable"):
        qbnet.steady(cascade).save(tmp_path / "no" / "s.h5")
    for call in (qbnet.load_result, qbnet.steady(cascade).save):
        with pytest.raises(qbnet.BadInput, match="path must be a str or a path, but is 3"):
            call(3)


@pytest.mark.parametrize("damage, sentence", [
    (lambda file: file.create_dataset("mine", data=1), "/mine must be as save"),
    (lambda file: file.create_dataset("mine", data=1).attrs.create("python", "int"), "fields that were saved, but 'mine' is none"),
    (lambda file: file["energies"].attrs.create("python", "tag"), "/energies must be as save"),
    (lambda file: file.pop("energies"), "fields that were saved, but 'energies' is missing"),
])
def test_damaged_files_are_refused(cascade, tmp_path, damage, sentence):
    h5py = pytest.importorskip("h5py")
    qbnet.steady(cascade).save(tmp_path / "s.h5")
    with h5py.File(tmp_path / "s.h5", "a") as file:
        damage(file)
    with pytest.raises(qbnet.BadInput, match=sentence):
        qbnet.load_result(tmp_path / "s.h5")


def test_xarray_has_named_axes(cascade):
    pytest.importorskip("xarray", reason="xarray is missing: to_xarray is not tested")
    s = qbnet.sweep(cascade, {"g": "0.01:0.1:4", "gamma": [0.1, 0.2]}, ["energy(b4)", "amplitude(c)"])
    data = s.to_xarray()
    assert data["energy(b4)"].dims == ("g", "gamma") and data["energy(b4)"].attrs["units"] == "omega"
    assert float(data["energy(b4)"].sel(gamma=0.2, g=0.1)) == s["energy(b4)"][3, 1]
    assert data["amplitude(c)"].dtype == complex and "qbnet = 1" in data.attrs["network"]
    net = qbnet.Network({"point_status": 1}).mode("m", loss="point_status", drive=1)
    with pytest.raises(qbnet.BadInput, match="'point_status' names both"):
        qbnet.sweep(net, {"point_status": [1, 2]}, "energy(m)").to_xarray()


def test_threads_may_save_to_one_file(cascade, tmp_path):
    pytest.importorskip("h5py")
    state = qbnet.steady(cascade)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: state.save(tmp_path / "s.h5"), range(60)))
    assert qbnet.load_result(tmp_path / "s.h5") == state
    assert [path.name for path in tmp_path.iterdir()] == ["s.h5"]
