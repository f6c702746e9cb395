package adjoint.expr;

import adjoint.tensor.Arguments;
import adjoint.tensor.DType;

/** Elementwise arithmetic and mathematics as methods: {@code x.mul(w).add(b).tanh()}. */
public interface ArithmeticMethods {
    private Expr self() {
        return (Expr) this;
    }

    /** A number as a constant of this expression's element type, or of a wider one that can hold it. */
    private Expr number(double value) {
        DType own = self().dtype();
        return Expressions.constant(value, own.isFloat() ? own : value == (int) value ? DType.INT32 : DType.FLOAT64);
    }

    default Expr add(Expr other) {
        return Arithmetic.ADD.of(self(), other);
    }

    default Expr add(double other) {
        return add(number(other));
    }

    default Expr sub(Expr other) {
        return Arithmetic.SUB.of(self(), other);
    }

    default Expr sub(double other) {
        return sub(number(other));
    }

    /** {@code other - this}. */
    default Expr rsub(double other) {
        return number(other).sub(self());
    }

    default Expr mul(Expr other) {
        return Arithmetic.MUL.of(self(), other);
    }

    default Expr mul(double other) {
        return mul(number(other));
    }

    default Expr div(Expr other) {
        return Arithmetic.DIV.of(self(), other);
    }

    default Expr div(double other) {
        return div(number(other));
    }

    default Expr neg() {
        return Arithmetic.NEG.of(self());
    }

    default Expr pow(Expr exponent) {
        return Arithmetic.POW.of(self(), exponent);
    }

    /** This to a constant power. */
    default Expr pow(double exponent) {
        return Expr.of(new Power(exponent), self());
    }

    default Expr square() {
        return pow(2);
    }

    default Expr reciprocal() {
        return pow(-1);
    }

    default Expr sqrt() {
        return Arithmetic.SQRT.of(self());
    }

    default Expr abs() {
        return Arithmetic.ABS.of(self());
    }

    default Expr sign() {
        return Arithmetic.SIGN.of(self());
    }

    default Expr floor() {
        return Arithmetic.FLOOR.of(self());
    }

    default Expr ceil() {
        return Arithmetic.CEIL.of(self());
    }

    /** To the nearest integer, halves to the even one. */
    default Expr round() {
        return Arithmetic.ROUND.of(self());
    }

    default Expr relu() {
        return Arithmetic.RELU.of(self());
    }

    default Expr clip(double low, double high) {
        Arguments.number(low, "low", "clip");
        Arguments.number(high, "high", "clip");
        return Arithmetic.CLIP.of(self(), number(low), number(high));
    }

    default Expr clip(Expr low, Expr high) {
        return Arithmetic.CLIP.of(self(), low, high);
    }

    default Expr exp() {
        return Maths.EXP.of(self());
    }

    default Expr expm1() {
        return Maths.EXPM1.of(self());
    }

    default Expr log() {
        return Maths.LOG.of(self());
    }

    default Expr log1p() {
        return Maths.LOG1P.of(self());
    }

    default Expr log2() {
        return Maths.LOG2.of(self());
    }

    default Expr log10() {
        return Maths.LOG10.of(self());
    }

    default Expr sin() {
        return Maths.SIN.of(self());
    }

    default Expr cos() {
        return Maths.COS.of(self());
    }

    default Expr tan() {
        return Maths.TAN.of(self());
    }

    default Expr asin() {
        return Maths.ASIN.of(self());
    }

    default Expr acos() {
        return Maths.ACOS.of(self());
    }

    default Expr atan() {
        return Maths.ATAN.of(self());
    }

    default Expr sinh() {
        return Maths.SINH.of(self());
    }

    default Expr cosh() {
        return Maths.COSH.of(self());
    }

    default Expr tanh() {
        return Maths.TANH.of(self());
    }

    default Expr asinh() {
        return Maths.ASINH.of(self());
    }

    default Expr acosh() {
        return Maths.ACOSH.of(self());
    }

    default Expr atanh() {
        return Maths.ATANH.of(self());
    }

    default Expr sigmoid() {
        return Maths.SIGMOID.of(self());
    }

    default Expr softplus() {
        return Maths.SOFTPLUS.of(self());
    }

    /** log sigmoid(x), as -softplus(-x). */
    default Expr logSigmoid() {
        return neg().softplus().neg();
    }

    default Expr erf() {
        return Maths.ERF.of(self());
    }

    default Expr erfc() {
        return Maths.ERFC.of(self());
    }

    default Expr lt(Expr other) {
        return Logic.LT.of(self(), other);
    }

    default Expr lt(double other) {
        return lt(number(other));
    }

    default Expr le(Expr other) {
        return Logic.LE.of(self(), other);
    }

    default Expr le(double other) {
        return le(number(other));
    }

    default Expr gt(Expr other) {
        return Logic.GT.of(self(), other);
    }

    default Expr gt(double other) {
        return gt(number(other));
    }

    default Expr ge(Expr other) {
        return Logic.GE.of(self(), other);
    }

    default Expr ge(double other) {
        return ge(number(other));
    }

    default Expr eq(Expr other) {
        return Logic.EQ.of(self(), other);
    }

    default Expr eq(double other) {
        return eq(number(other));
    }

    default Expr ne(Expr other) {
        return Logic.NE.of(self(), other);
    }

    default Expr ne(double other) {
        return ne(number(other));
    }

    default Expr isNaN() {
        return Logic.IS_NAN.of(self());
    }

    default Expr and(Expr other) {
        return Logic.AND.of(self(), other);
    }

    default Expr or(Expr other) {
        return Logic.OR.of(self(), other);
    }

    default Expr xor(Expr other) {
        return Logic.XOR.of(self(), other);
    }

    default Expr not() {
        return Logic.NOT.of(self());
    }

    /** The same values in another element type; this expression itself where it has it already. */
    default Expr cast(DType to) {
        return self().dtype() == to ? self() : Expr.of(new Cast(to), self());
    }

    /** The constant 0 of this element type; it broadcasts to this shape. */
    default Expr zeros() {
        return number(0);
    }

    /** The constant 1 of this element type; it broadcasts to this shape. */
    default Expr ones() {
        return number(1);
    }
}
