from scenarios.report.pictures import style


def test_the_same_figure_is_the_same_file():
    assert style.png(style.figure()[0]) == style.png(style.figure()[0])
