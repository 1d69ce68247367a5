"""The backward rules of an autograd framework: ReduceMean, Add, Mul, MatMul, ReLU, Sigmoid, Neg, Sqrt, and the squared error.

Tübingen, Deep Neural Networks, assignment 11 (January 2020), question 1: "Assign the gradients for all inputs of ReduceMean,
Add, Mul, MatMul, ReLU, and Sigmoid. Neg and Sqrt are already completed as an example." and "Implement the mean squared error".
Where an input is broadcast along an axis, its gradient is summed over that axis.
"""

from symgrad import Page

SOURCE = "Tübingen, Deep Neural Networks, assignment 11, question 1"


def rule(title: str, text: str) -> Page:
    """A page for one operation."""
    return Page(title, source=SOURCE, text=text)


MEAN = rule("ReduceMean", "y = sum(i<N) x[i]/N  where x[N], N >= 1")
MEAN_AXIS = rule("ReduceMean along an axis", "y[i<M] = sum(j<N) x[i,j]/N  where x[M,N], N >= 1")
ADD = rule("Add, the second input broadcast along the rows", "y[i<M,j<N] = a[i,j] + b[j]  where a[M,N], b[N]")
MUL = rule("Mul, the second input broadcast along the columns", "y[i<M,j<N] = a[i,j]*b[i]  where a[M,N], b[M]")
BOTH = rule("Mul, both inputs broadcast", "y[i<M,j<N] = a[i]*b[j]  where a[M], b[N]")
NUMBER = rule("Add, the second input a number", "y[i<M,j<N] = a[i,j] + b  where a[M,N]")
MATMUL = rule(
    "MatMul, the second input broadcast along the batch", "Y[b<B,i<M,j<N] = sum(k<K) A[b,i,k]*W[k,j]  where A[B,M,K], W[K,N]"
)
RELU = rule("ReLU", "y[i<N] = relu(x[i])  where x[N]")
SIGMOID = rule("Sigmoid", "y[i<N] = sigmoid(x[i])  where x[N]")
NEG = rule("Neg", "y[i<N] = -x[i]  where x[N]")
SQRT = rule("Sqrt", "y[i<N] = sqrt(x[i])  where x[N]")
ERROR = rule("Mean squared error", "E = sum(i<N) (o[i] - y[i])**2/N  where o[N], y[N], N >= 1")


@MEAN.theorem()
def reduce_mean():
    """Every input gets the same share of the cotangent."""
    return MEAN.gradient("x", "m")


@MEAN_AXIS.theorem()
def reduce_mean_axis():
    """Every input gets its row's cotangent over N."""
    return MEAN_AXIS.gradient("x", "m,n")


@ADD.theorem()
def add_whole():
    """The cotangent as it is."""
    return ADD.gradient("a", "m,n")


@ADD.theorem()
def add_broadcast():
    """The cotangent, summed over the axis of the broadcast."""
    return ADD.gradient("b", "n")


@MUL.theorem()
def mul_whole():
    """The cotangent times the other input."""
    return MUL.gradient("a", "m,n")


@MUL.theorem()
def mul_broadcast():
    """The cotangent times the other input, summed over the axis of the broadcast."""
    return MUL.gradient("b", "m")


@BOTH.theorem()
def mul_both_first():
    """Where both are broadcast, each is summed over its own axis of the broadcast."""
    return BOTH.gradient("a", "m")


@BOTH.theorem()
def mul_both_second():
    """So too the other."""
    return BOTH.gradient("b", "n")


@NUMBER.theorem()
def add_number():
    """A number is broadcast along all axes, and its gradient is summed over all."""
    return NUMBER.gradient("b")


@MATMUL.theorem()
def matmul_left():
    """∂L/∂A = ∂L/∂Y·Wᵀ."""
    return MATMUL.gradient("A", "a,m,n")


@MATMUL.theorem()
def matmul_right():
    """∂L/∂W = Σ over the batch of Aᵀ·∂L/∂Y."""
    return MATMUL.gradient("W", "m,n")


@RELU.theorem()
def relu():
    """The cotangent where the input is positive; nothing is claimed where it is 0."""
    return RELU.gradient("x", "m")


@SIGMOID.theorem()
def sigmoid():
    """The cotangent times y·(1 − y)."""
    return SIGMOID.gradient("x", "m").by_facts("dL/dy[m]*y[m]*(1 - y[m])", "exp(−x) = 1/y − 1")


@NEG.theorem()
def neg():
    """The cotangent with its sign changed."""
    return NEG.gradient("x", "m")


@SQRT.theorem()
def sqrt():
    """The cotangent over twice the output."""
    return SQRT.gradient("x", "m").by_facts("dL/dy[m]/(2*y[m])", "y = √x")


@ERROR.theorem()
def mean_squared_error():
    """∂E/∂o = 2·(o − y)/N, times the cotangent of E."""
    return ERROR.gradient("o", "m")


@ERROR.theorem()
def mean_squared_error_target():
    """∂E/∂y is the same with the other sign."""
    return ERROR.gradient("y", "m")
