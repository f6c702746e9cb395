# What the findings share: a temporary folder that is removed at the end, pinned packages put into it, and the comparison of
# what a program prints with what it printed when the finding was written down. Sourced, not run.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Puts the jars of group:artifact:version, and all that they need, into the folder jars.
maven() {
    {
        echo '<project><modelVersion>4.0.0</modelVersion>'
        echo '<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><dependencies>'
        local coordinates group artifact version
        for coordinates in "$@"; do
            IFS=: read -r group artifact version <<<"$coordinates"
            echo "<dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>"
        done
        echo '</dependencies></project>'
    } > pom.xml
    mvn -q -B -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=jars >&2
}

# Installs name@version, without running any script of the package.
npm_packages() {
    npm install --silent --no-audit --no-fund --ignore-scripts "$@" >&2
}

# Unpacks name=version of the running Debian into the folder root, and prints the version found.
debian() {
    local package archive
    for package in "$@"; do
        apt-get -qq -o APT::Sandbox::User=root download "$package" >&2
        archive=$(ls "${package%%=*}"_*.deb)
        [ "$(dpkg-deb -f "$archive" Version)" = "${package#*=}" ]
        echo "Debian package ${package%%=*}, version $(dpkg-deb -f "$archive" Version)"
        dpkg-deb -x "$archive" root
    done
}

# Prints the file seen, and fails where it differs from the output recorded on standard input.
compare() {
    cat seen
    if ! diff - seen > difference; then
        printf 'The behaviour has changed (< then, > now):\n' >&2
        cat difference >&2
        return 1
    fi
}
