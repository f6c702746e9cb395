package adjoint.mdn.train;

import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.Arrays;

/** Finds out why a loss is not finite: bad data, or parameters that have run away. */
record Diagnosis(Trainable model, Batch batch) {
    String of(double loss, int epoch, int number, double rate) {
        return "the loss is " + loss + " in epoch " + epoch + ", batch " + number + ": " + cause(rate);
    }

    private String cause(double rate) {
        String bad = notFinite("the batch's inputs hold", batch.x());
        bad = bad != null ? bad : notFinite("the batch's targets hold", batch.y());
        if (bad != null) {
            return bad + "; clean the data";
        }
        for (Shared parameter : model.parameters()) {
            bad = notFinite("parameter '" + parameter.name() + "' holds", parameter.get());
            if (bad != null) {
                return bad + "; lower the rate, which is " + rate;
            }
        }
        return largest() + "; lower the rate, which is " + rate + ", or standardise the data";
    }

    private static String notFinite(String what, Tensor values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isFinite(values.get(i))) {
                return what + " " + values.get(i) + " at " + place(values, i);
            }
        }
        return null;
    }

    private String largest() {
        String largest = "";
        double most = -1;
        for (Shared parameter : model.parameters()) {
            double size = Arrays.stream(parameter.get().toDoubles())
                    .map(Math::abs)
                    .max()
                    .orElse(0);
            if (size > most) {
                most = size;
                largest =
                        "all parameters are finite, the largest is " + (float) size + " in '" + parameter.name() + "'";
            }
        }
        return largest;
    }

    private static String place(Tensor values, int flat) {
        int[] strides = Tensor.strides(values.shape());
        int[] index = new int[values.rank()];
        for (int axis = 0; axis < index.length; axis++) {
            index[axis] = flat / strides[axis] % values.dim(axis);
        }
        return Arrays.toString(index);
    }
}
