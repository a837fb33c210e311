# The style and the script of report.html. Where node and the packages of web/package-lock.json are at hand
# (tools/web.sh puts them into build/web), esbuild makes them from web/; else the style is taken as it
# stands and pages have no script: tables and text, no figures and no drawer.
#   CHIMERA_WEB: the folder of chimera.css and chimera.js, empty without a script
#   CHIMERA_WEB_FILES: what they depend on
set(web ${PROJECT_SOURCE_DIR}/web)
file(GLOB CHIMERA_WEB_FILES CONFIGURE_DEPENDS ${web}/style/*.css ${web}/src/*.js)
set(CHIMERA_WEB "")
find_program(NODE node)
set(web_packages ${PROJECT_SOURCE_DIR}/build/web/node_modules)
if(NODE AND EXISTS ${web_packages}/esbuild/package.json)
    set(CHIMERA_WEB ${CMAKE_BINARY_DIR}/web)
    add_custom_command(
        OUTPUT ${CHIMERA_WEB}/chimera.js ${CHIMERA_WEB}/chimera.css
        COMMAND ${NODE} ${web}/build.js ${web_packages} ${CHIMERA_WEB}
        DEPENDS ${web}/build.js ${web}/package-lock.json ${CHIMERA_WEB_FILES}
        COMMENT "Bundling the script of report.html" VERBATIM)
    set(CHIMERA_WEB_FILES ${CHIMERA_WEB}/chimera.js ${CHIMERA_WEB}/chimera.css)
else()
    message(STATUS "node or build/web is missing: report.html gets no script; ./chimera installs them")
endif()
