package dev.keepsake.deploy;

/** Something that happens to a control plane, and for which there is a page. */
@FunctionalInterface
interface Disaster {
    /** Causes it, has the page followed, and looks by other means whether all is well. */
    void strike(Stage stage) throws Exception;
}
