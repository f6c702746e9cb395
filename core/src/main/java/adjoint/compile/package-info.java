/**
 * Turns rewritten expressions into plans: equal nodes are merged, elementwise ops fused, instructions put into an order,
 * and values placed into reused buffers.
 *
 * <p>The way from graph to running code: {@link adjoint.compile.Node} (merged graph), {@link adjoint.compile.Grouping}
 * (which nodes form one {@link adjoint.compile.Instruction}), {@link adjoint.compile.Schedule} (their order),
 * {@link adjoint.compile.Plan} (all of that, for any sizes), {@link adjoint.compile.Buffers} (arrays for one set of sizes)
 * and {@link adjoint.compile.BoundPlan} (what runs). Where several threads work, a {@link adjoint.compile.ThreadTeam} cuts each
 * instruction into {@link adjoint.compile.WorkShares} and finds where the threads have to wait for each other.
 */
package adjoint.compile;
