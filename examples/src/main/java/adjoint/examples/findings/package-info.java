/** What runs of the speech experiments have found, put into words and tables from nothing but their results. */
package adjoint.examples.findings;
