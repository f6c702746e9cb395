package adjoint.tensor;

/** Checks of arguments, each with a message that names the method, the argument and what it should be. */
public final class Arguments {
    private Arguments() {}

    /** The argument itself; an error where it is null. */
    public static <A> A given(A argument, String name, String method) {
        if (argument == null) {
            throw new AdjointException(ErrorCode.NULL, method + ": argument '" + name + "' is null");
        }
        return argument;
    }

    /** The arguments themselves; an error where the array or one of them is null. */
    public static <A> A[] allGiven(String name, String method, A[] arguments) {
        given(arguments, name, method);
        for (int i = 0; i < arguments.length; i++) {
            given(arguments[i], name + "[" + i + "]", method);
        }
        return arguments;
    }

    /** The list itself; an error where it or one of its elements is null. */
    public static <A> java.util.List<A> allGiven(java.util.List<A> arguments, String name, String method) {
        allGiven(name, method, given(arguments, name, method).toArray());
        return arguments;
    }

    /** A name for people to read; an error where it is null or blank. */
    public static String name(String argument, String name, String method) {
        require(!given(argument, name, method).isBlank(), method, name, "needs a letter or two, but is blank");
        return argument;
    }

    /** A number that is neither NaN nor infinite. */
    public static double finite(double argument, String name, String method) {
        require(Double.isFinite(argument), method, name, "must be finite, but is " + argument);
        return argument;
    }

    /** A finite number above 0. */
    public static double positive(double argument, String name, String method) {
        require(
                argument > 0 && Double.isFinite(argument),
                method,
                name,
                "must be a number above 0, but is " + argument);
        return argument;
    }

    /** A finite number from 0 on. */
    public static double notNegative(double argument, String name, String method) {
        require(
                argument >= 0 && Double.isFinite(argument),
                method,
                name,
                "must be a number from 0 on, but is " + argument);
        return argument;
    }

    /** A number that is not NaN. */
    public static double number(double argument, String name, String method) {
        require(!Double.isNaN(argument), method, name, "is NaN, which compares with nothing");
        return argument;
    }

    /** Two bounds in order; either may be infinite. */
    public static void bounds(double low, double high, String method) {
        number(low, "low", method);
        number(high, "high", method);
        require(
                low <= high,
                method,
                "low",
                "must not be above 'high', but is " + low + " where that is " + high + "; exchange them");
    }

    /** An error about an argument where something does not hold. */
    public static void require(boolean holds, String method, String name, String complaint) {
        if (!holds) {
            throw new AdjointException(
                    ErrorCode.ARGUMENT, method + ": " + (name.isEmpty() ? "" : "argument '" + name + "' ") + complaint);
        }
    }
}
