"""Embedding: rows of a table, chosen by the integers tok; the same as a matrix product with one-hot rows."""

from symgrad import Page

SOURCE = "Bengio, Ducharme, Vincent, Jauvin: A neural probabilistic language model (2003), section 2"

table = Page(
    "Embedding",
    source=SOURCE,
    text="y[t<T,d<D] = E[tok[t],d]  where E[V,D], tok[T] in 0..V",
)

one_hot = Page(
    "Embedding as a matrix product",
    source=SOURCE,
    text="""
        h[t<T,v<V] = [v = tok[t]]
        y[t<T,d<D] = E[tok[t],d]
        z[t<T,d<D] = sum(v<V) h[t,v]*E[v,d]
        where E[V,D], tok[T] in 0..V
    """,
)


@table.theorem()
def dL_dE():
    """Row v collects the cotangents of all places where v stands: a word that is not used has the gradient 0."""
    return table.gradient("E", "v,d")


@one_hot.theorem()
def embedding_is_a_matrix_product():
    """Reading row tok_t is multiplying by a row that is 1 there and 0 elsewhere."""
    return one_hot.identity("z[t,d]", given=["0 <= t < T"]).then("y[t,d]", "v = tok[t]")
