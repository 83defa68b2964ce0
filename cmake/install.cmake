# Install rules beyond the targets' own and the Debian package (CPack) come here.
