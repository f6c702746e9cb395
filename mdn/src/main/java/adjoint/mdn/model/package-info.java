/** Networks that predict a distribution of targets given inputs. */
package adjoint.mdn.model;
